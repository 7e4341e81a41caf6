"""What customers can say to the shop and what it answers: one folder per intent, registered in `registry`."""
