"""What a town hall starts: acts sent to the préfecture, purchases, training, help.

`townhalls` and `residents` never import each other; what both need lies in `data`, `core` or `kit`.
"""
