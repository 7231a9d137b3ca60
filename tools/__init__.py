"""Tools that make what the product ships: not imported by the product's own packages at run time."""
