"""Public price lists: what their entries mean, and catalogs made from them."""
