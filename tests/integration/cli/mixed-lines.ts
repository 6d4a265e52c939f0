/** Lines as programs print them, and broken ones, to prove that every byte survives. The same in every run. */

const WORDS = [
  'connected',
  'naïve café',
  '日本語のログ',
  '🙂👩‍👩‍👧',
  'Ошибка сети',
  'עברית',
  '\u2028sep',
  '\u0000nul',
  '%s %d',
]

const TRACE = [
  '2026-01-02 03:04:05,678 ERROR [main] payment failed',
  'java.lang.IllegalStateException: closed',
  '\tat com.acme.Cart.add(Cart.java:3)\r',
  'Caused by: java.io.IOException: gone',
  '\t... 2 more',
  '',
  'Traceback (most recent call last):',
  '  File "a.py", line 1, in a',
  'KeyError: 1',
  '',
  'panic: no cart',
  '',
  'goroutine 1 [running]:',
  '\t/a.go:3 +0x1',
  '{',
  '  "pretty": [',
  '    1.10',
  '  ]',
  '}',
  '[ERROR] alone',
  '',
]

/** Makes `count` lines, about one in a thousand of them 100 kB long. None contains a line end. */
export function mixedLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => line(i))
}

function line(i: number): string {
  const word = WORDS[i % WORDS.length] as string
  if (i % 997 === 996) return `${i} ${'long 🙂 "quoted" \\ \t'.repeat(4_600)}`
  // Lines that belong together, next to each other.
  if (i % 60 < TRACE.length) return TRACE[i % 60] as string
  switch (i % 12) {
    case 0:
      return ''
    case 1:
      return `\u001b[3${i % 8}mERROR\u001b[0m ${word} ${i}`
    case 2:
      return JSON.stringify({ level: 'warn', time: 1_700_000_000_000 + i, msg: word, nested: { i } })
    case 3:
      return `{"level":"error","msg":"${word}`
    case 4:
      return `${word} ${i}\r`
    case 5:
      return `  {"level": 30,  "ts": ${i}.50, "a": [1, 2.0, 1e3] }\r`
    case 6:
      return ' '.repeat(i % 50)
    case 7:
      return `progress ${i}%\rprogress ${i + 1}%\u001b[K`
    case 8:
      return `E/Tag( ${i}): ${word}\t${word}`
    case 9:
      return `[1,2,${i}]`
    case 10:
      return `2026-01-02 03:04:05,678 INFO ${word} password=hunter${i} token: agl_d_nothing`
    default:
      return `${i} ${word}`
  }
}
