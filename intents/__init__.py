"""Everything that customers can say to the shop, with its answers: one folder per intent, registered in `registry`."""
