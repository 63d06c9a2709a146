from threading import Thread

from ops.chaos.flight import Flight


def test_a_strike_waits_for_enough_in_flight_and_none_lands_meanwhile() -> None:
    flight, struck = Flight(), list[int]()

    def land() -> None:
        with flight.aloft():
            pass

    with flight.aloft(), flight.aloft():
        landing = Thread(target=land)

        def strike() -> None:
            landing.start()
            landing.join(0.05)
            struck.append(landing.is_alive())

        assert flight.strike(2, strike) == 2
        landing.join()
    assert struck == [True]


def test_a_flight_that_fails_is_no_longer_in_flight() -> None:
    flight = Flight()
    try:
        with flight.aloft():
            raise OSError
    except OSError:
        pass
    with flight.aloft():
        assert flight.strike(1, lambda: None) == 1
