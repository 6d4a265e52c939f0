/** What programs print, through the real `agent-logger pipe` and the built server, as a person reads it on the live page. */
import type { Locator, Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

// Far from UTC, so that a time in the wrong zone is seen.
test.use({ timezoneId: 'Asia/Kolkata', viewport: { width: 1440, height: 900 } })

type Row = [level: string, time: string | null, text: string]

interface Scene {
  page: Page
  log: Locator
  /** The pane with everything about a record. */
  detail: Locator
  /** Feeds the program's input; stdin stays open. */
  feed(text: string): void
  /** All rows from the first on; a time of null stands for any. */
  shows(...rows: Row[]): Promise<void>
  open(text: string | RegExp): Promise<void>
}

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

async function watchPipe(page: Page, server: TestServer, email: string): Promise<Scene> {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  pipe = cli('pipe', '--server', server.url, '--token', token, '--name', 'Shop')
  const program = pipe
  const session = await program.waitForStderr(/^session (\w+)/m)
  await page.goto(`/dashboard/sessions/${session}`)
  const log = page.getByRole('log')
  return {
    page,
    log,
    detail: page.getByRole('complementary', { name: /Record \d+/ }),
    feed: (text) => void program.process.stdin.write(text),
    shows: (...rows) =>
      expect
        .poll(() => rowsOf(log))
        .toEqual(rows.map(([level, time, text]) => [level, time ?? expect.any(String), text])),
    open: (text) => log.getByRole('option').filter({ hasText: text }).click(),
  }
}

/** Level, time and text of each row, from the top. */
function rowsOf(log: Locator): Promise<string[][]> {
  return log
    .getByRole('option')
    .evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
        .map((row) => [
          row.querySelector('[role=img]')?.getAttribute('aria-label') ?? '',
          row.querySelector('time')?.textContent ?? '',
          row.lastElementChild?.textContent ?? '',
        ]),
    )
}

const JAVA = `2026-03-04T10:15:30.120Z ERROR [checkout-3] c.a.shop.Orders - Payment failed
java.lang.IllegalStateException: card declined
	at com.acme.shop.Payments.charge(Payments.java:88)
	at com.acme.shop.Orders.place(Orders.java:41)
	... 12 more
Caused by: java.net.SocketTimeoutException: Read timed out
	at com.acme.http.Client.read(Client.java:17)
2026-03-04T10:15:30.455Z INFO  [checkout-3] c.a.shop.Orders - next
`
const PYTHON = `Traceback (most recent call last):
  File "app/main.py", line 10, in <module>
    main()
ValueError: bad input
`
const GO = `panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.main()
	/src/main.go:9 +0x1d
`
const NODE = `TypeError: Cannot read properties of undefined (reading 'id')
    at getUser (src/user.js:17:24)
    at async handler (src/route.js:9:14) {
  code: 'E_USER'
}
`
const DOTNET = `fail: Shop.Orders[13]
      Order 42 failed.
      System.InvalidOperationException: no stock
         at Shop.Orders.Place() in /src/Orders.cs:line 41
`
const RUBY = `app.rb:3:in 'charge': declined (Payment::Error)
	from app.rb:9:in 'place'
`
const PHP = `PHP Fatal error:  Uncaught RuntimeException: no stock in /app/cart.php:12
Stack trace:
#0 /app/index.php(4): Cart->buy()
#1 {main}
  thrown in /app/cart.php on line 12
`
const RUST = `thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 99
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace
`

test('a stack trace is one row, and the detail has its error', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { detail, feed, shows, open } = await watchPipe(page, server, email)
  feed(
    [JAVA, RUBY, PYTHON, GO, NODE, PHP, RUST, DOTNET, '{\n  "pretty": {\n    "a": 1\n  }\n}\n', 'the end\n'].join(''),
  )
  await shows(
    [
      'Error',
      '15:45:30.120',
      '2026-03-04T10:15:30.120Z ERROR [checkout-3] c.a.shop.Orders - Payment failed ⏎ java.lang.IllegalStateException: card declined',
    ],
    ['Info', '15:45:30.455', '2026-03-04T10:15:30.455Z INFO  [checkout-3] c.a.shop.Orders - next'],
    ['Error', null, "app.rb:3:in 'charge': declined (Payment::Error) ⏎"],
    ['Error', null, 'ValueError: bad input ⏎'],
    ['Fatal', null, 'panic: runtime error: index out of range [3] with length 3 ⏎'],
    ['Error', null, "TypeError: Cannot read properties of undefined (reading 'id') ⏎"],
    ['Fatal', null, 'PHP Fatal error:  Uncaught RuntimeException: no stock in /app/cart.php:12 ⏎'],
    [
      'Fatal',
      null,
      "thread 'main' panicked at src/main.rs:4:5: ⏎ panic: index out of bounds: the len is 3 but the index is 99",
    ],
    ['Error', null, 'fail: Shop.Orders[13] ⏎ System.InvalidOperationException: no stock'],
    ['No level', null, '{"pretty":{"a":1}}'],
    ['No level', null, 'the end'],
  )

  const message = detail.getByRole('region', { name: 'Message' })
  await open('Payment failed')
  await expect(message).toHaveText(/^Message.* - Payment failed$/)
  await expect(detail.getByText('java.lang.IllegalStateException: card declined', { exact: true })).toBeVisible()
  await expect(detail.getByRole('region', { name: 'Error' })).toContainText(
    'Caused by: java.net.SocketTimeoutException',
  )
  for (const [row, error, frame] of [
    ['ValueError', 'ValueError: bad input', 'File "app/main.py", line 10'],
    ['panic: runtime', 'panic: runtime error: index out of range [3] with length 3', '/src/main.go:9 +0x1d'],
    ['TypeError', "TypeError: Cannot read properties of undefined (reading 'id')", "code: 'E_USER'"],
    ['app.rb:3', 'Payment::Error: declined', "from app.rb:9:in 'place'"],
    ['PHP Fatal', 'RuntimeException: no stock in /app/cart.php:12', '#0 /app/index.php(4)'],
    ['thread', 'panic: index out of bounds: the len is 3 but the index is 99', 'note: run with'],
    ['fail: Shop', 'System.InvalidOperationException: no stock', '/src/Orders.cs:line 41'],
  ] as const) {
    await open(row)
    await expect(detail.getByRole('paragraph').filter({ hasText: error })).toHaveText(error)
    // Once: not in the message as well.
    await expect(detail.getByText(frame).filter({ visible: true })).toHaveCount(1)
  }
})

test('levels and times are what a person reads in a line', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { feed, shows } = await watchPipe(page, server, email)
  const rows: Row[] = [
    ['Error', '15:45:30.120', '[2026-03-04T10:15:30.120Z] [ERROR] default - log4js'],
    ['Error', '15:45:31.000', 'ERROR 2026-03-04T10:15:31Z: behind its level'],
    ['Warning', '15:45:30.000', 'time="2026-03-04T10:15:30Z" level=warning msg="disk is \\"nearly\\" full" free=3%'],
    ['Error', '15:45:30.120', 'ts=2026-03-04T10:15:30.120Z level=error msg="write failed" err="no space left"'],
    ['Info', '15:45:30.500', 'level=info ts=1772619330.5 msg=ok'],
    ['No level', '15:45:30.000', '127.0.0.1 - - [04/Mar/2026:10:15:30 +0000] "GET /error HTTP/1.1" 500 612'],
    ['Error', null, '[Thu Jan 02 03:04:05.678901 2026] [core:error] [pid 12:tid 34] AH00126: Invalid URI in request'],
    ['Warning', null, '[W 2026-01-02 03:04:05.678 ServerApp] Jupyter warns'],
    ['Error', null, '[E 03:04:05.678 NotebookApp] Tornado error'],
    ['Info', null, '2026-01-02 03:04:05.678 INFO  c.e.App - finished with 0 error: none'],
    ['Warning', null, '[12:34:56 WRN] Slow HTTP response from plugin'],
    ['Error', null, '2026/01/02 03:04:05 [error] 12#12: *1 open() failed'],
    ['Info', null, 'I0304 10:15:30.120000       1 main.go:9] klog'],
    ['Error', null, '❌ Error: it failed'],
    ['Warning', null, '⚠️  warning: careful'],
    ['Error', null, '✖ ERROR  build failed'],
    ['No level', null, '0 errors, 2 warnings'],
  ]
  const colored: Row[] = [
    ['Error', null, 'ERROR split by color'],
    ['Warning', '08:34:05.000', '2026-01-02T03:04:05Z  WARN rust tracing'],
  ]
  feed(`${rows.map(([, , text]) => text).join('\n')}\n`)
  feed('\u001b[31mERR\u001b[1mOR\u001b[0m split by color\n')
  feed('\u001b[2m2026-01-02T03:04:05Z\u001b[0m \u001b[33m WARN\u001b[0m rust tracing\n')
  await shows(...rows, ...colored)
})

test('a line of JSON shows its message, level, time, error and fields, also behind a prefix', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { detail, feed, shows, open } = await watchPipe(page, server, email)
  const at = 1772619330120
  const stack = 'TypeError: no id\\n    at getUser (user.js:17:24)'
  const lines: [json: string, row: Row][] = [
    [`{"level":30,"time":${at},"pid":7,"msg":"pino"}`, ['Info', '15:45:30.120', 'pino pid=7']],
    [
      `{"level":50,"time":${at},"err":{"type":"TypeError","message":"no id","stack":"${stack}"},"msg":"request failed"}`,
      ['Error', '15:45:30.120', 'request failed TypeError: no id'],
    ],
    [`{"level":35,"time":${at},"msg":"pino, between"}`, ['Info', '15:45:30.120', 'pino, between']],
    [
      '{"level":"warn","message":"winston","timestamp":"2026-03-04T10:15:30.120Z"}',
      ['Warning', '15:45:30.120', 'winston'],
    ],
    [
      '{"level":"dpanic","ts":1772619330.12,"logger":"http","msg":"zap","error":"EOF"}',
      ['Fatal', '15:45:30.120', 'zap Error: EOF logger=http'],
    ],
    ['{"time":"2026-03-04T10:15:30Z","level":"ERROR+4","msg":"slog"}', ['Error', '15:45:30.000', 'slog']],
    [
      '{"@t":"2026-03-04T10:15:30Z","@mt":"Serilog","@l":"Warning","OrderId":42}',
      ['Warning', '15:45:30.000', 'Serilog OrderId=42'],
    ],
    [
      '{"@timestamp":"2026-03-04T10:15:30Z","log.level":"ERROR","message":"ECS","error.type":"a.B","error.message":"no","error.stack_trace":"a.B: no\\n\\tat a.C(C.java:1)"}',
      ['Error', '15:45:30.000', 'ECS a.B: no'],
    ],
    [
      '{"timestamp":"2026-03-04T10:15:30Z","level":"WARN","fields":{"message":"tracing"},"target":"app"}',
      ['Warning', '15:45:30.000', 'tracing fields={…} target=app'],
    ],
    [
      '{"level":"info","msg":"numbers","orderId":922337203685505056,"price":1.10,"huge":1e400}',
      ['Info', null, 'numbers orderId=922337203685505056 price=1.10 huge=1e400'],
    ],
    ['{"level":"info","msg":"query","sql":"select\\n  1"}', ['Info', null, 'query sql=select ⏎ 1']],
    ['\u001b[0m{"level":"error","msg":"behind a reset"}', ['Error', null, 'behind a reset']],
    ['web-1  | {"level":50,"msg":"behind compose"}', ['Error', null, 'behind compose prefix=web-1']],
    [
      '2026-03-04T10:15:30.123456789Z {"level":50,"msg":"behind docker logs -t"}',
      ['Error', '15:45:30.123', 'behind docker logs -t'],
    ],
    [
      '[pod/web-7d9/app] {"level":"error","msg":"behind kubectl"}',
      ['Error', null, 'behind kubectl prefix=pod/web-7d9/app'],
    ],
  ]
  feed(`${lines.map(([json]) => json).join('\n')}\n`)
  await shows(...lines.map(([, row]) => row))

  await open('request failed')
  await expect(detail.getByText('TypeError: no id', { exact: true })).toBeVisible()
  await expect(detail.getByRole('region', { name: 'Error' })).toContainText('at getUser (user.js:17:24)')
  const attributes = detail.getByRole('region', { name: 'Attributes' })
  await open('numbers')
  for (const field of ['orderId:922337203685505056', 'price:1.10', 'huge:1e400'])
    await expect(attributes).toContainText(field)
  await open('behind compose')
  await expect(attributes).toContainText('prefix:"web-1"')
  await expect(detail.getByRole('region', { name: 'Message' })).toHaveText(/behind compose$/)
})

test('marks, line ends, progress and colors of a terminal are not in the way', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, detail, feed, shows, open } = await watchPipe(page, server, email)
  feed('\ufeff{"level":"error","msg":"JSON behind a mark","time":"2026-01-02T03:04:05Z"}\n')
  feed('first line\r\n{"level":"error","msg":"JSON before CRLF"}\r\n')
  feed('Downloading 10 %\rDownloading 50 %\rDownloading 100 %\n')
  feed('{"level":"info","msg":"\\u001b[31mpay\\u001b[1mment-88\\u001b[0m"}\n')
  feed('\u001b[36mGET\u001b[0m /api/\u001b[1morders\u001b[0m 200\n')
  const rows: Row[] = [
    ['Error', '08:34:05.000', 'JSON behind a mark'],
    ['No level', null, 'first line'],
    ['Error', null, 'JSON before CRLF'],
    ['No level', null, 'Downloading 100 % ⏎'],
    ['Info', null, 'payment-88'],
    ['No level', null, 'GET /api/orders 200'],
  ]
  await shows(...rows)
  await open('Downloading')
  await expect(detail.getByRole('region', { name: 'Message' }).locator('pre')).toHaveText(
    'Downloading 10 %\nDownloading 50 %\nDownloading 100 %',
    { useInnerText: true },
  )

  await test.step('a line that is not complete shows its latest state', async () => {
    feed('\rCopying 1 of 3\rCopying 2 of 3')
    await expect(log.getByRole('option').last()).toContainText('Copying 2 of 3')
    await expect(log.getByText('Copying 1 of 3')).toHaveCount(0)
  })
  await test.step('a search finds what is seen', async () => {
    await page.getByRole('combobox', { name: 'Filter' }).fill('payment-88')
    await shows(['Info', null, 'payment-88'])
    await page.getByRole('combobox', { name: 'Filter' }).fill('/api/orders')
    await shows(['No level', null, 'GET /api/orders 200'])
  })
})
