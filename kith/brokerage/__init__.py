"""What is commissioned: contracts, dated rates, packages and suspensions."""
