"""What things are made of: labelled meshes and named surfaces. Nothing random, nothing rendered."""
