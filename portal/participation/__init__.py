"""Sign-up, waiting list and the ledger of counts."""
