"""The first page of the administrators' area: what there is, and what wants attention."""
