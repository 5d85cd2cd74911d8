"""What a decomposition of pictures into reflectance and shading is worth, against the exact one.

A dataset rendered with `--extras albedo,shading` knows both of every test picture, such that on the
object the linear picture is albedo * shading. A method of the Retinex kind estimates them from the
picture; either is known up to a factor only, and every measure here leaves that factor free.

`measures` defines the figures, `decompositions` how estimates lie on disk, `judging` goes through a
dataset, `rows` holds and writes what came out. One picture, in Python:

    from padkit.benchmarks.intrinsic import intrinsic_scores

    scores = intrinsic_scores(albedo, shading, my_reflectance, my_shading)
    print(scores["lmse"], scores["reflectance_si_mse"], scores["shading_ssim"])
"""

from __future__ import annotations

from .judging import score_decompositions
from .measures import HEADLINES, MEASURES, WINDOW, intrinsic_scores, lmse, si_mse, ssim
from .rows import IntrinsicScores

__all__ = [
    "HEADLINES",
    "MEASURES",
    "WINDOW",
    "IntrinsicScores",
    "intrinsic_scores",
    "lmse",
    "score_decompositions",
    "si_mse",
    "ssim",
]
