"""The recipe of the pocket renderer: artwork, scenes, training, export."""
