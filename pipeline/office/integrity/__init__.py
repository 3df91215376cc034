"""Whether an office's record holds: invariants I1-I5 and I8 of findings/faults.md, proved anew.

Reads everything, changes nothing. What is under way while a daemon works (a claim taken, a paper
being laid) is no fault; what looks like one is looked at again before it is named.
"""
