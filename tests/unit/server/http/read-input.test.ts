/** Request bodies: JSON of the right shape and size; errors never quote them. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { LIMITS } from '#lib/protocol/limits.ts'
import { readInput } from '#lib/server/http/read-input.ts'

const schema = z.strictObject({ name: z.string().max(5), count: z.coerce.number().optional() })
const address = 'http://localhost/api/v1/x'

function post(body: BodyInit, type = 'application/json'): Request {
  return new Request(address, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
    duplex: 'half',
  } as RequestInit)
}

const refusal = (code: string) => expect.objectContaining({ code })

test('a JSON body of the right shape is parsed', async () => {
  expect(await readInput(post('{"name":"é"}', 'application/json; charset=utf-8'), schema)).toEqual({ name: 'é' })
})

test('a GET has its input in the query, and the team is not part of it', async () => {
  expect(await readInput(new Request(`${address}?name=a&team=t&count=2`), schema)).toEqual({ name: 'a', count: 2 })
})

test('a field that the query has twice counts once, with its last value', async () => {
  expect(await readInput(new Request(`${address}?name=a&name=b`), schema)).toEqual({ name: 'b' })
})

test('so does a HEAD, which the GET handler answers', async () => {
  const request = new Request(`${address}?name=a`, { method: 'HEAD' })
  expect(await readInput(request, schema)).toEqual({ name: 'a' })
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
  'a body of type "%s" is rejected, because forms on other sites can send it',
  async (type) => {
    await expect(readInput(post('{"name":"a"}', type), schema)).rejects.toThrow(refusal('invalid-input'))
  },
)

test.each(['', '{', '[]', 'null', '"text"', '{"name":1}', '{"name":"a","extra":1}', '{"__proto__":{"name":"a"}}'])(
  'the body %s is rejected',
  async (body) => {
    await expect(readInput(post(body), schema)).rejects.toThrow(refusal('invalid-input'))
  },
)

test('an error names the field and not its value', async () => {
  const error: Error = await readInput(post('{"name":"canary-9d2"}'), schema).catch((thrown) => thrown)
  expect(error.message).toContain('name:')
  expect(error.message).not.toContain('canary')
})

test('[limit requestBodyBytesMax] a body is not read beyond the limit, whether or not its length is stated', async () => {
  const tooLong = JSON.stringify({ name: 'x'.repeat(LIMITS.requestBodyBytesMax) })
  await expect(readInput(post(tooLong), schema)).rejects.toThrow(refusal('body-too-large'))
  let pulled = 0
  const endless = new ReadableStream({
    pull: (controller) => {
      pulled++
      controller.enqueue(new Uint8Array(16 * 1024))
    },
  })
  await expect(readInput(post(endless), schema)).rejects.toThrow(refusal('body-too-large'))
  expect(pulled).toBeLessThan(10)
})
