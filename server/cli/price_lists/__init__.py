"""The commands of public price lists."""
