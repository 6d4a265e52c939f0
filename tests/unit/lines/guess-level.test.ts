/** The level that `pipe` guesses for a text line: formats of commonly piped programs, and lines that only look like one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessLevel } from '#lib/lines/guess-level.ts'

const LINES: [name: string, line: string, level: string][] = [
  ['logcat threadtime', '03-17 16:13:38.811  1702  2395 D WindowManager: freezing display', 'debug'],
  ['logcat threadtime, verbose', '03-17 16:13:38.839  1702  2113 V WindowManager: Skipping token', 'trace'],
  ['logcat time', '03-17 16:13:38.811 W/ActivityManager( 1702): Slow operation', 'warn'],
  ['logcat brief', 'E/AndroidRuntime( 4711): FATAL EXCEPTION: main', 'error'],
  ['logcat, assert', 'A/libc    ( 4711): Fatal signal 11 (SIGSEGV)', 'fatal'],
  ['Flutter', 'I/flutter ( 9876): counter is now 3', 'info'],
  ['klog', 'E0102 15:04:05.678901   12345 controller.go:114] sync failed', 'error'],
  ['glog with year', 'W20260102 15:04:05.678901 12345 main.cc:10] low on memory', 'warn'],
  ['RFC 5424', '<34>1 2026-01-02T03:04:05.003Z host su - ID47 - su root failed', 'fatal'],
  ['RFC 3164', '<13>Jan  2 03:04:05 host app: hello', 'info'],
  ['sshd in syslog', 'Jan  2 03:04:05 host sshd[24200]: error: PAM: authentication failure', 'error'],
  ['Redis, warning', '12:M 02 Jan 2026 03:04:05.678 # Server started without a config file', 'warn'],
  ['Redis, notice', '12:M 02 Jan 2026 03:04:05.678 * Ready to accept connections', 'info'],
  ['logfmt', 'time="2026-01-02T03:04:05Z" level=warning msg="low disk"', 'warn'],
  ['logfmt in quotes', 'ts=1 lvl="odd" level="debug" msg=x', 'debug'],
  ['log15', 't=1 lvl=eror msg=x', 'error'],
  ['slog, text', 'time=1 level=ERROR+4 msg=x', 'error'],
  ['Apache 2.4', '[Fri Jan 02 04:47:44.123456 2026] [ssl:warn] [pid 1] AH0: x', 'warn'],
  ['Tornado', '[E 03:04:05.678 LabApp] lost', 'error'],
  ['Jupyter', '[W 2026-01-02 03:04:05.678 LabApp] slow', 'warn'],
  ['logrus', 'WARN[0003] slow', 'warn'],
  ['logrus, error', 'ERRO[0003] gone', 'error'],
  ['npm 10', 'npm warn deprecated package', 'warn'],
  ['npm 10, error', 'npm error code E404', 'error'],
  ['coloured in the middle', '\u001b[31mWA\u001b[1mRN\u001b[0m slow', 'warn'],
  ['broken JSON', '{"severity":"ERROR","message":"cut her', 'error'],
  ['Apache', '[Fri Jan 02 04:47:44 2026] [error] mod_jk child in state 6', 'error'],
  ['Apache, notice', '[Fri Jan 02 04:51:08 2026] [notice] jk2_init() found child 6725', 'info'],
  ['nginx', '2026/01/02 03:04:05 [crit] 123#0: *1 connect() failed', 'fatal'],
  ['spdlog', '[2026-01-02 03:04:05.678] [info] loaded', 'info'],
  ['ROS', '[ WARN] [1700000000.123456]: joint limit', 'warn'],
  ['MySQL', '2026-01-02T03:04:05.678901Z 0 [Warning] [MY-010068] [Server] CA is self signed', 'warn'],
  ['Elixir', '03:04:05.678 [error] GenServer terminating', 'error'],
  ['Gunicorn', '[2026-01-02 03:04:05 +0000] [123] [INFO] Listening', 'info'],
  ['Hadoop', '2026-01-02 18:01:47,978 INFO [main] org.apache.hadoop.Master: created', 'info'],
  ['HDFS', '260102 203615 148 WARN dfs.DataNode: got exception', 'warn'],
  ['Log4j', '03:04:05.678 [main] DEBUG com.example.App - started', 'debug'],
  ['Kafka', '[2026-01-02 03:04:05,678] FATAL [KafkaServer id=0] shutting down', 'fatal'],
  ['Python', 'WARNING:root:disk is nearly full', 'warn'],
  ['Python with time', '2026-01-02 03:04:05,678 - app - CRITICAL - no database', 'fatal'],
  ['Celery', '[2026-01-02 03:04:05,678: WARNING/MainProcess] retrying', 'warn'],
  ['Uvicorn', 'INFO:     Started server process [123]', 'info'],
  ['java.util.logging', 'SEVERE: cannot bind', 'error'],
  ['Rust tracing', '2026-01-02T03:04:05.678Z TRACE app::net: sent', 'trace'],
  ['Rust env_logger', '[2026-01-02T03:04:05Z ERROR my_app] no route', 'error'],
  ['Ruby', 'W, [2026-01-02T03:04:05.678901 #123]  WARN -- : deprecated', 'warn'],
  ['Monolog', '[2026-01-02T03:04:05+00:00] local.ERROR: undefined index {"exception":1}', 'error'],
  ['npm', 'npm ERR! code ELIFECYCLE', 'error'],
  ['npm, warning', 'npm WARN deprecated package', 'warn'],
  ['Docker Compose', 'web-1  | ERROR could not connect', 'error'],
  ['PostgreSQL', '2026-01-02 03:04:05.678 UTC [123] ERROR:  relation "x" does not exist', 'error'],
  ['PostgreSQL, log', '2026-01-02 03:04:05.678 UTC [123] LOG:  database system is ready', 'info'],
  ['Serilog', '[03:04:05 INF] Now listening', 'info'],
  ['Serilog, fatal', '[03:04:05 FTL] Host terminated', 'fatal'],
  ['.NET', 'fail: Microsoft.AspNetCore.Server.Kestrel[13]', 'error'],
  ['.NET, debug', 'dbug: Microsoft.Hosting[0]', 'debug'],
  ['zap', '2026-01-02T03:04:05.678Z\twarn\tserver/main.go:10\tslow', 'warn'],
  ['Windows CBS', '2026-09-28 04:30:30, Info                  CBS    Loaded stack', 'info'],
  ['winston', 'error: something failed', 'error'],
  ['gcc', 'src/main.c:3:5: warning: unused variable', 'warn'],
  ['tsc', 'src/a.ts(3,5): error TS2322: not assignable', 'error'],
  ['cargo', 'error[E0308]: mismatched types', 'error'],
  ['git', 'fatal: not a git repository', 'fatal'],
  ['PHP', 'PHP Warning:  Undefined variable $x in /a.php on line 3', 'warn'],
  ['PHP, fatal', 'PHP Fatal error:  Uncaught TypeError', 'fatal'],
  ['Go panic', 'panic: runtime error: index out of range', 'fatal'],
  ['Rust panic', "thread 'main' panicked at src/main.rs:2:5:", 'fatal'],
  ['Node', 'TypeError: x is not a function', 'error'],
  ['Python error', 'Traceback (most recent call last):', 'error'],
  ['Java', 'java.lang.IllegalStateException: no', 'error'],
  ['Java cause', 'Caused by: com.example.Db$Gone: no', 'error'],
  ['a picture', '❌ Error: it failed', 'error'],
  ['a picture in two characters', '⚠️  warning: careful', 'warn'],
  ['a symbol', ' ✖ TypeError: no', 'error'],
  ['colours', '\u001b[31mERROR\u001b[0m cannot connect', 'error'],
  ['colours around a bracket', '[\u001b[1;33mWARN\u001b[0m] slow', 'warn'],
]

test.each(LINES)('%s', (_name, line, level) => {
  expect(guessLevel(line)).toBe(level)
})

const PLAIN = [
  '',
  'listening on port 8080',
  '0 errors, 2 warnings',
  'Errors: none',
  '✔ error handling works',
  'information about the alert box',
  'level up!',
  'level: a bit high, all good',
  'see https://example.com/error?level=3',
  '127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET /error HTTP/1.1" 500 12',
  '    at Object.<anonymous> (/app/error.js:3:5)',
  'mail to <error@example.com>',
  '<b>bold</b>',
  '<13 apples',
  'noerror: fine',
  'A/B test started',
]
test.each(PLAIN)('says nothing about %j', (line) => {
  expect(guessLevel(line)).toBe('unknown')
})

test('only the start of a line counts, and a long line costs nothing', () => {
  expect(guessLevel(`${'x'.repeat(300)} ERROR`)).toBe('unknown')
  const head = fc.string({ unit: fc.constantFrom('[', ' ', 'E', 'R', ':', '1', '-', '.', '(', "'", '\u001b') })
  fc.assert(
    fc.property(head, (text) => {
      guessLevel(text.repeat(20))
    }),
    { numRuns: 500 },
  )
})
