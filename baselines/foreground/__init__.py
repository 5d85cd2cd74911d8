r"""What belongs to the object, and what would be seen without it.

`network.load_segmenter` gives a picture's object; `inpainting.reconstruct` the picture without it;
`training.train` makes a segmenter from rendered pictures.

    segment = load_segmenter("network")
    mask = segment(image) > 0.5
    empty = reconstruct(image, mask, "belt")

The shipped weights, network.safetensors (sha256:7b713b18b6a6f34f), have not seen the classes
`coupe_car` and `loader`. They were made by

    toolkit render --suite conveyor --preset smoke --seed 21 --out TRAIN \
        --classes police_car,amphibious_car,off_road_car,tank,desert_car,truck,racing_car
    OMP_NUM_THREADS=1 toolkit train foreground --data TRAIN --steps 8000 --out network.safetensors

(Cycles; PyTorch 2.13 on a CPU). Measured on

    toolkit render --suite conveyor --preset smoke --seed 22 --extras plate --out HELD \
        --classes coupe_car,loader,truck

13 test pictures of 160x160 pixels a class. Intersection over union of the object, threshold 0.5, on
the line and with the background made white:

    class       on the line   on white
    coupe_car   0.92          0.97
    loader      0.85          0.97
    truck       0.93          0.97

What it misses is grey on grey, such as the loader's shovel; what it adds are shadows below, which
a larger network (BiRefNet, as the paper has it) tells better.

Background against the true view without the object, PSNR within the grown mask, mean of the 39
pictures, with the true masks: belt 15.7 dB, telea 12.0 dB; belt is the better one on 37 of 39. It
is 18 to 22 dB where the repetition is found, and no better than telea where the camera looks flat
along the belt. The object's shadow stays where it leaves the mask, and counts as error.
"""
