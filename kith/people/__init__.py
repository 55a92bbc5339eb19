"""People, households, unpaid carers, who may see whom, and what is kept about them."""
