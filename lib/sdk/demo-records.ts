/**
 * Records of the demo device: a small shop that works, stumbles and recovers, over and over, with text, fields, errors,
 * colors and many scripts.
 */
import type { LogInput } from './logger.ts'

const PEOPLE = ['Ada', 'Linus', 'Мария', '山田', 'Zoë', 'José', 'فاطمة', 'Ólafur']
const PRODUCTS = ['teapot', 'desk lamp', 'самовар', 'notebook ✏️', 'keyboard', '抹茶']
const ESC = '\u001b'

type Make = (n: number, pick: <T>(list: readonly T[]) => T) => LogInput

const STORY: readonly Make[] = [
  (n) => ({ level: 'info', scope: 'http', body: `GET /products?page=${n % 9} 200 in ${12 + (n % 40)} ms` }),
  (n, pick) => ({
    level: 'info',
    scope: 'cart',
    body: `${pick(PEOPLE)} put “${pick(PRODUCTS)}” into the cart`,
    attributes: { cart: { id: `c-${1000 + n}`, items: 1 + (n % 4), total: 19.9 + (n % 30) }, coupon: null },
  }),
  (n) => ({ level: 'debug', scope: 'cache', body: `hit products:${n % 9}`, attributes: { ageMs: 40 + n, hit: true } }),
  () => ({ level: 'trace', scope: 'db', body: 'SELECT id, name, price FROM products WHERE page = $1 LIMIT 24' }),
  (n) => ({
    level: 'info',
    isJson: true,
    body: JSON.stringify({ event: 'order.placed', order: 5000 + n, items: [{ sku: 'A-17', qty: 2 }], paid: true }),
  }),
  (n) => ({
    level: 'warn',
    scope: 'payments',
    body: `Provider answered after ${2100 + (n % 700)} ms, retrying`,
    attributes: { attempt: 1 + (n % 3), provider: 'paypoint', 'http.status_code': 504 },
  }),
  () => ({
    level: 'info',
    body: `${ESC}[32m✔${ESC}[0m build ${ESC}[1m4f2a9c${ESC}[0m deployed to ${ESC}[36meu-west${ESC}[0m`,
  }),
  (_, pick) => ({
    level: 'debug',
    scope: 'search',
    body: `“${pick(PRODUCTS)}” → 14 results`,
    attributes: { tookMs: 7.4 },
  }),
  (n) => ({
    level: 'error',
    scope: 'checkout',
    body: 'Could not reserve stock',
    error: stumble(n),
    attributes: { order: 5000 + n, sku: 'A-17' },
  }),
  () => ({ level: 'info', scope: 'checkout', body: 'Stock service is back, queue drained ✅' }),
  (n) => ({ level: 'debug', scope: 'gc', body: `heap ${(120 + (n % 60)).toFixed(1)} MB, pause 3.1 ms` }),
  (n, pick) => ({
    level: 'info',
    scope: 'auth',
    body: `${pick(PEOPLE)} signed in 👋`,
    attributes: { userId: 40 + (n % 17) },
  }),
]

/** Once in a while, something worse than an error. */
const WORST: Make = () => ({
  level: 'fatal',
  scope: 'worker',
  body: 'Worker 3 ran out of memory and was restarted',
  attributes: { worker: 3, rssBytes: 536_870_912 },
})

function stumble(n: number): Error {
  const error = new TypeError("Cannot read properties of undefined (reading 'quantity')")
  error.stack = `TypeError: ${error.message}\n    at reserve (stock.ts:${40 + (n % 20)}:18)\n    at async placeOrder (checkout.ts:112:5)\n    at async POST (routes/orders.ts:27:10)`
  return error
}

/** The n-th record of the demo, from 0; `random` gives 0 ≤ x < 1. */
export function demoRecord(n: number, random: () => number): LogInput {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const make = n % 97 === 96 ? WORST : STORY[n % STORY.length]
  return (make ?? WORST)(n, pick)
}
