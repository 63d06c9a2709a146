"""From settings to the part that decides."""

from collector.addresses import Proxies
from collector.admission import Admission
from collector.limits import Limits, Rate
from collector.memory import Memory
from collector.salts import Salts
from collector.settings import CollectorSettings
from collector.visitors import Visitors


def admission(own: CollectorSettings, memory: Memory, salts: Salts) -> Admission:
    """Admission as this worker is told to decide. Raises SettingError."""
    proxies = Proxies(own.trusted_proxies)
    addresses = Rate(own.address_rate, own.address_burst)
    keys = Rate(own.key_rate, own.key_burst)
    limits = Limits(addresses, keys, shares=own.fleet or own.workers)
    visitors = Visitors(salts, proxies, own.identity, own.country_header)
    return Admission(memory, limits, proxies, visitors)
