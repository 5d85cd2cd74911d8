"""Poses of pictures: retrieval, local matches lifted by the splats' depth, PnP, refinement."""

from .locator import Found, LocateConfig, Locator
from .refinement import RefineConfig, refine, refine_best

__all__ = ["Found", "LocateConfig", "Locator", "RefineConfig", "refine", "refine_best"]
