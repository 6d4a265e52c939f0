/** Answers kept in memory: each is asked for once, filled in for each response, and bounded in number and size. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { AnswerTemplate } from '#lib/server/http/gate/answer-template.ts'
import { captureAnswer } from '#lib/server/http/gate/capture-answer.ts'
import { KeptAnswers } from '#lib/server/http/gate/kept-answers.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const answer = (text: string, more = {}) => ({ status: 200, headers: {}, body: Buffer.from(text), ...more })
const loading = (text: string, keepMs = 1_000, more = {}) => ({
  isFile: false,
  load: async () => ({ answer: answer(text, more), keepMs }),
})

test('a template fills in each place, keeps every byte, and leaves what it has nothing for', () => {
  const body = Buffer.concat([Buffer.from('п <NONCE> a ID b NONCE'), Buffer.from([0xff, 0x00])])
  const template = new AnswerTemplate(body, { nonce: 'NONCE', id: 'ID' })
  expect(
    template
      .fill({ nonce: 'n$&', id: 'i' })
      .equals(Buffer.concat([Buffer.from('п <n$&> a i b n$&'), Buffer.from([0xff, 0x00])])),
  ).toBe(true)
  expect(template.fill({}).equals(body)).toBe(true)
  expect(new AnswerTemplate(body, {}).fill({ nonce: 'x' }).equals(body)).toBe(true)
})

test('everyone who waits gets the one answer, and an old one is given until a new one is there', async () => {
  let nowMs = 0
  const kept = new KeptAnswers({}, () => nowMs)
  const first = kept.load('page', loading('a'))
  expect(kept.loading('page')).toBe(first)
  await first
  expect(kept.loading('page')).toBe(null)
  expect(kept.peek('page')?.isOld).toBe(false)
  nowMs = 1_000
  expect(kept.peek('page')).toMatchObject({ isOld: true })
  const second = kept.load('page', loading('b'))
  expect(kept.peek('page')?.isOld).toBe(false)
  await second
  expect(kept.peek('page')?.answer.body.fill({}).toString()).toBe('b')
})

test('an answer with a cookie or an error is given to nobody else', async () => {
  const kept = new KeptAnswers({})
  await expect(kept.load('a', loading('x', 1, { headers: { 'set-cookie': 'a=b' } }))).rejects.toThrow('cookie')
  await expect(kept.load('b', loading('x', 1, { status: 500 }))).rejects.toThrow('500')
  await kept.load('c', loading('x', 0))
  expect(['a', 'b', 'c'].map((key) => kept.peek(key))).toEqual([null, null, null])
})

test('[limit keptAnswersMax][limit keptBytesMax] the longest unused answers are forgotten', async () => {
  withLimits({ keptAnswersMax: 2 })
  const kept = new KeptAnswers({})
  for (const key of ['a', 'b']) await kept.load(key, loading(key))
  kept.peek('a')
  await kept.load('c', loading('c'))
  expect(['a', 'b', 'c'].filter((key) => kept.peek(key))).toEqual(['a', 'c'])
  withLimits({ keptBytesMax: 10 })
  await kept.load('d', loading('12345678'))
  expect(['a', 'c', 'd'].filter((key) => kept.peek(key))).toEqual(['c', 'd'])
  expect(LIMITS.keptBytesMax).toBe(10)
})

test('an answer is captured whole, with its headers and without a network', async () => {
  const long = 'long '.repeat(100_000)
  const { status, headers, body } = await captureAnswer(
    (request, response) => {
      response.writeHead(404, { 'content-type': 'text/plain', 'x-asked': `${request.url} ${request.headers.cookie}` })
      // Like Next: waits until the response can take more.
      if (response.write(long)) response.end('end')
      else response.once('drain', () => response.end('end'))
    },
    '/a?b',
    { cookie: 'c=d' },
  )
  expect({ status, text: body.toString() }).toEqual({
    status: 404,
    text: `${long}end`,
  })
  expect(headers).toMatchObject({ 'content-type': 'text/plain', 'x-asked': '/a?b c=d' })
  await expect(captureAnswer(() => Promise.reject(new Error('broken')), '/', {})).rejects.toThrow('broken')
  await expect(captureAnswer((_, response) => response.destroy(), '/', {})).rejects.toThrow('before its end')
})
