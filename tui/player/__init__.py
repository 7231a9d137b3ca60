"""The player: a clip in half-blocks, in any terminal."""
