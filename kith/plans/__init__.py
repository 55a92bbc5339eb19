"""What is needed: the support plan that three parties agree."""
