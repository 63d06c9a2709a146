"""The transactional outbox: rows written with a change become records of topic `control`.

publish (writers) -> rows (the table) -> relay (the loop) -> writer (Kafka); `lock` keeps one relay active.
"""
