"""Models, prices, packs and plans."""
