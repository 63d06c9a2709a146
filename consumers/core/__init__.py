"""Pure: records in, samples out. No Kafka, no HTTP, no clock of its own.

A beacon meets the modules in this order: partition (time), seen_ids (duplicates), enrich (bots, labels),
rules and plan (which definitions take it), counting (what they take), series and kinds (totals), quiet
(repeats and markers), blocks (output).
"""
