"""grantsapp: the small grants of a city fund. Come in through app.py."""
