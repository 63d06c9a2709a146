"""Kill -9 of everything while beacons arrive, then a comparison of every sample with a clean run.

beacons (what is sent) -> sender (until acknowledged) beside faults (who is killed) -> check (what must
hold). The driver knows the product only by its addresses and commands; `mutant` alone imports it.
"""
