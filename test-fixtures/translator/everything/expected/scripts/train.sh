#!/bin/sh
# Nightly training. The job ends by itself.
ovhai job run --gpu 2 --name nightly-train --volume harvest-fields@GRA:/data:ro --volume harvest-models@GRA:/models:rw \
  ghcr.io/harvest/train:3 -- python train.py --epochs 20
