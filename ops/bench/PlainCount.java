import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/**
 * Events of a topic's beacons counted by record key, exactly once, as Kafka Streams does it at its
 * cheapest: one thread, no repartitioning, the state in memory and cached, a commit each 5 s.
 * No duplicates are looked for, no user agent is read, one number is counted and not five.
 *
 * Arguments: bootstrap, state folder, file to write the CPU-nanoseconds so far to once it runs.
 */
public final class PlainCount {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("beacons", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .flatMapValues(PlainCount::events)
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .count(
                        Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("counts"))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long()))
                .toStream()
                .to("counted", Produced.with(Serdes.String(), Serdes.Long()));
        KafkaStreams streams =
                new KafkaStreams(builder.build(), settings(arguments[0], arguments[1]));
        streams.setStateListener((now, before) -> tellRunning(now, Path.of(arguments[2])));
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    private static List<String> events(byte[] beacon) {
        try {
            List<String> names = new ArrayList<>();
            for (JsonNode event : JSON.readTree(beacon).path("events")) {
                names.add(event.path("name").asText());
            }
            return names;
        } catch (IOException error) {
            return List.of();
        }
    }

    private static Properties settings(String bootstrap, String folder) {
        Properties set = new Properties();
        set.put(StreamsConfig.APPLICATION_ID_CONFIG, "plain-count");
        set.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        set.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        set.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        set.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 5_000);
        set.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
        set.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        set.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        set.put(StreamsConfig.consumerPrefix("max.poll.records"), 2_000);
        set.put(StreamsConfig.consumerPrefix("fetch.min.bytes"), 65_536);
        set.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        return set;
    }

    private static void tellRunning(KafkaStreams.State now, Path file) {
        if (now != KafkaStreams.State.RUNNING || Files.exists(file)) {
            return;
        }
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        try {
            Files.writeString(file, Long.toString(system.getProcessCpuTime()));
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }
}
