"""What people and `make` run besides the product: it writes reference pages and brings front-end parts."""
