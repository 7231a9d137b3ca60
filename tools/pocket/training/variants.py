"""Which of its variants a scene shows, read off the noise that it is drawn from.

A caption leaves open which meadow it is and where the clouds and the drops are. If chance chose,
the first steps of sampling could only draw the average of all choices, and few steps are all that a
laptop has. So the noise chooses: training pairs every noise with the variants that it names, and
what a caption and a noise become is one crisp picture. Pairing noise and data is what rectified
flow gets by its second training (Liu et al., arXiv:2209.03003) and minibatch couplings by matching
(Pooladian et al., arXiv:2304.14772).
"""

from dataclasses import dataclass, replace

from torch import Tensor

from tools.pocket.training.scene import Scene

_CHANNELS = 6
"""How many channels each sum goes over."""
_BITS = 4


@dataclass(frozen=True)
class Variants:
    """Choices that a caption leaves open, each 0..3."""

    background: int
    sky: int

    def applied(self, scene: Scene) -> Scene:
        """Return the scene with these variants."""
        return replace(
            scene,
            variant=self.background,
            sky_variant=self.sky,
            weather_variant=self.sky,
        )


def read_variants(noise: Tensor) -> list[Variants]:
    """Read the variants that each noise ``(n, 50, 16, 16)`` names: the signs of four sums.

    Each sum goes over six colour channels and all places, so it is one number of the whole noise
    and says nothing about any single place.
    """
    sums = noise[:, : _BITS * _CHANNELS].reshape(len(noise), _BITS, -1).sum(-1)
    return [
        Variants(background=2 * bits[0] + bits[1], sky=2 * bits[2] + bits[3])
        for bits in (sums > 0).int().tolist()
    ]
