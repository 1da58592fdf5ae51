import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The database of the simulated platform: data in memory, MongoDB's protocol on 127.0.0.1. Started as one file:
 * java -cp 'lib/*' Server.java PORT
 *
 * It adds what the library lacks: the wire version that the driver wants, the sections of serverStatus that rules read,
 * counted from what the server really does, and MongoDB's own fail point `failCommand`, so that the same tests run against a
 * real MongoDB (https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point).
 */
public class Server extends MemoryBackend {
  private static final Map<String, String> OPERATIONS = Map.of(
      "insert", "insert", "find", "query", "update", "update", "delete", "delete", "getMore", "getmore");
  private static final Map<String, String> LATENCIES = Map.of(
      "find", "reads", "aggregate", "reads", "count", "reads", "getMore", "reads",
      "insert", "writes", "update", "writes", "delete", "writes");
  private static final Set<String> UNAFFECTED = Set.of("configureFailPoint", "ismaster", "isMaster");
  /** What a real server of 64 bits allows by default. */
  private static final int MAX_CONNECTIONS = 838_860;

  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final AtomicInteger active = new AtomicInteger();
  private volatile Document failing;
  private final AtomicInteger failuresLeft = new AtomicInteger();

  public static void main(String[] arguments) {
    Server backend = new Server();
    // The library announces version 7 of the protocol, and the Node driver 6 wants 8, which MongoDB 4.2 speaks.
    backend.version(new MongoVersion() {
      @Override public List<Integer> getVersionArray() { return List.of(4, 2, 0); }
      @Override public int getWireVersion() { return 8; }
    });
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("listening on " + server.getLocalAddress());
  }

  @Override public Document handleMessage(MongoMessage message) {
    Document query = message.getDocument();
    String command = query.keySet().iterator().next();
    channels.add(message.getChannel());
    if (command.equals("configureFailPoint")) return configureFailPoint(query);
    active.incrementAndGet();
    long begin = System.nanoTime();
    try {
      fail(command, message.getChannel());
      return super.handleMessage(message);
    } finally {
      active.decrementAndGet();
      String kind = LATENCIES.getOrDefault(command, "commands");
      count("latency." + kind, (System.nanoTime() - begin) / 1_000);
      count("ops." + kind, 1);
      count("opcounters." + OPERATIONS.getOrDefault(command, "command"), 1);
      if (command.equals("find") || command.equals("aggregate")) count("scans", 1);
    }
  }

  @Override public void handleClose(Channel channel) {
    channels.remove(channel);
    super.handleClose(channel);
  }

  @Override public Document getServerStatus() {
    Document status = super.getServerStatus();
    int current = channels.size();
    status.append("connections", new Document("current", current)
        .append("available", MAX_CONNECTIONS - current).append("active", active.get()));
    Document operations = new Document();
    for (String operation : List.of("insert", "query", "update", "delete", "getmore", "command"))
      operations.append(operation, counted("opcounters." + operation));
    status.append("opcounters", operations);
    Document latencies = new Document();
    for (String kind : List.of("reads", "writes", "commands"))
      latencies.append(kind, new Document("latency", counted("latency." + kind)).append("ops", counted("ops." + kind)));
    status.append("opLatencies", latencies);
    status.append("globalLock", new Document("currentQueue",
        new Document("total", 0).append("readers", 0).append("writers", 0)));
    ((Document) status.get("metrics")).append("queryExecutor",
        new Document("collectionScans", new Document("total", counted("scans"))));
    Runtime memory = Runtime.getRuntime();
    status.append("wiredTiger", new Document("cache", new Document()
        .append("bytes currently in the cache", memory.totalMemory() - memory.freeMemory())
        .append("maximum bytes configured", memory.maxMemory())
        .append("tracked dirty bytes in the cache", 0L)));
    return status;
  }

  private void count(String name, long more) {
    counts.computeIfAbsent(name, key -> new AtomicLong()).addAndGet(more);
  }

  private long counted(String name) {
    AtomicLong count = counts.get(name);
    return count == null ? 0 : count.get();
  }

  private Document configureFailPoint(Document query) {
    Object mode = query.get("mode");
    failuresLeft.set(mode instanceof Document times ? ((Number) times.get("times")).intValue() : Integer.MAX_VALUE);
    failing = "off".equals(mode) ? null : (Document) query.get("data");
    return new Document("ok", 1.0);
  }

  private void fail(String command, Channel channel) {
    Document failure = failing;
    if (failure == null || UNAFFECTED.contains(command)) return;
    if (!((List<?>) failure.get("failCommands")).contains(command)) return;
    if (failuresLeft.getAndDecrement() <= 0) return;
    if (Boolean.TRUE.equals(failure.get("blockConnection"))) pause(((Number) failure.get("blockTimeMS")).longValue());
    if (Boolean.TRUE.equals(failure.get("closeConnection"))) {
      channel.close();
      throw new MongoServerError(6, "HostUnreachable", "closed by the fail point");
    }
    Number code = (Number) failure.get("errorCode");
    if (code != null) throw new MongoServerError(code.intValue(), "Failing command via 'failCommand' failpoint");
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
