"""This room keeps no rows of its own yet: fact tables are Parquet files made from the rooms below."""
