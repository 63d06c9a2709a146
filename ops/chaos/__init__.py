"""Kill -9 of everything while beacons arrive, then a comparison of every sample with a clean run.

beacons (what is sent, for which sites) -> sender (until acknowledged) beside strikes (which of the faults
is carried out, on the system) -> check (sums) and compare (samples). The driver knows the product only by
its addresses, commands and topics; `member` and `mutant` alone import it.
"""
