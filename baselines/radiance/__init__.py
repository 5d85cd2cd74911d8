"""Radiance fields: what NeRF learns of an object, and a voxel grid that a CPU can fit.

field = training.fit_field(views, FieldConfig(...))
picture = rendering.render_view(field, camera)     # rgb, alpha, depth
rendering.render_rays(field, origins, directions)  # differentiable with regard to the rays
"""
