"""Amounts as people say and write them: what measures a thing, what packs it, and what counts it. A leaf that anyone
may import, so that one set of words decides what a customer's number belongs to."""
