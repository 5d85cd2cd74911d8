"""Any model of anomalib as a detector: `anomalib:Patchcore`, `anomalib:Padim`, ...

anomalib (Akcay et al., ICIP 2022) makes the model with its own arguments, its engine fits it on the
sound views, and it is asked for its raw scores: nothing is normalised, thresholded or clamped
but by the model itself. Nothing is downloaded either. Of the 35 models of anomalib 2.7

* run as they are: Cflow, Dfkde+, Dfm, Fre, Glass, MHPatchcore, Padim, Patchcore, Patchflow, Stfpm
  and Supersimplenet, on EfficientNet-Lite0 unless `backbone` says otherwise; Ganomaly+, on none;
* run with `weights=FILE`, a state dict of timm: AnomalyDINO, Dinomaly, Fastflow, FoundAD,
  GeneralAD, InpFormer, L2BT, Rad, ReverseDistillation, SuperADD, Uflow (one backbone, not
  mcait); of torchvision: Cfa, Csflow, UniNet; otherwise they end in a line that says so;
* run with files of their own, see `models.REMEDIES`: Draem, EfficientAd; Dsr, AnomalyVFM
  and WinClip likewise, of which we have seen only the line that asks for them;
* are no detectors of pictures and end in a line: AiVad, CFM, Fuvas, VlmAd.

+ These score the picture only; every pixel has its score.
"""

from __future__ import annotations

from .detector import AnomalibDetector
from .models import find_model


def load_detector(name: str) -> type[AnomalibDetector]:
    """Return the detector class of the model called `name`, see `models.find_model`."""
    return type(name, (AnomalibDetector,), {"model": find_model(name), "__module__": __name__})
