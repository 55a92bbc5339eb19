"""How much of a processor each page takes."""
