import { expect, test } from 'vitest'
import { isRouterState } from '#lib/server/http/router-state.ts'

const header = (state: unknown) => encodeURIComponent(JSON.stringify(state))

test.each([
  [['', {}]],
  [['', { children: ['(auth)', { children: ['sign-in', { children: ['__PAGE__', {}] }] }] }, null, 'refetch']],
  [['', { children: [['id', 'abc', 'd', null], {}, ['/x', '?y'], null, 16, 'text'] }]],
  [['', { children: [['id', 'abc', 'di(..)(..)', ['new']], {}] }]],
])('Next reads %j', (state) => expect(isRouterState(header(state))).toBe(true))

test.each([
  ...[{}, [], [''], ['', []], ['', null], ['', { children: {} }], [1, {}], ['', {}, null, 'other'], ['', {}, ['x']]],
  ...[
    ['', {}, null, null, '16'],
    [['id', 'x', 'e', null], {}],
    [['id', 'x', 'd'], {}],
    ['', {}, null, null, 1, 2],
  ],
])('Next would fail on %j', (state) => expect(isRouterState(header(state))).toBe(false))

test.each([undefined, ['a', 'b'], '%', '[', `["${'x'.repeat(40_000)}",{}]`])('%j is no state', (sent) =>
  expect(isRouterState(sent)).toBe(false),
)
