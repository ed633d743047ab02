"""Reading uploaded wheels and source distributions without trusting them: nothing is ever unpacked to disk."""
