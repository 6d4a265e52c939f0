/** Express, Fastify and Nest's Express over loopback, and Next's own request and response objects. */
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { notFound, redirect } from 'next/navigation'
import { NextRequest, NextResponse } from 'next/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { currentRequestId, logRequests as expressRequests } from '#lib/sdk/adapters/express.ts'
import { logRequests as fastifyRequests } from '#lib/sdk/adapters/fastify.ts'
import { logRequestErrors, logRequests as nextRequests } from '#lib/sdk/adapters/next.ts'
import type { RequestOptions } from '#lib/sdk/adapters/request-record.ts'
import type { Logger } from '#lib/sdk/index.ts'
import { type Recorded, recorded } from '#tests/unit/sdk/adapters/recorded.ts'

interface App extends Recorded {
  url: string
  /** Resolves once this many records are there. */
  until: (count: number) => Promise<ReturnType<Recorded['seen']>>
}

async function listening(listener: RequestListener, sdk: Recorded): Promise<App> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    ...sdk,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    until: async (count) => {
      await expect.poll(() => sdk.seen().length).toBeGreaterThanOrEqual(count)
      return sdk.seen()
    },
  }
}

/** The same routes in each framework. `hang` never answers. */
async function expressApp(options: RequestOptions = {}, broken?: Logger): Promise<App> {
  const sdk = recorded()
  const app = express()
  app.use(expressRequests(broken ?? sdk.logger, options))
  app.use(express.json())
  const router = express.Router()
  router.get('/:id', (request, response) => {
    sdk.logger.info('inside', { id: request.params.id })
    response.send('order')
  })
  router.post('/', (request, response) => {
    sdk.logger.info('with body', request.body)
    setImmediate(() => response.status(201).json({ ok: true }))
  })
  app.use('/orders', router)
  app.get('/broken', async () => {
    throw new RangeError('broken')
  })
  app.get('/hang', () => sdk.logger.info('hanging'))
  app.use((error: Error, _request: unknown, response: express.Response, _next: unknown) => {
    sdk.logger.error(error)
    response.status(500).send('failed')
  })
  return listening(app, sdk)
}

async function fastifyApp(options: RequestOptions = {}, broken?: Logger): Promise<App> {
  const sdk = recorded()
  const app = fastify()
  await app.register(fastifyRequests(broken ?? sdk.logger, options))
  await app.register(async (orders) => {
    orders.get('/orders/:id', async (request) => {
      sdk.logger.info('inside', { id: (request.params as { id: string }).id })
      return 'order'
    })
    orders.post('/orders', async (request, reply) => {
      sdk.logger.info('with body', request.body as Record<string, unknown>)
      await new Promise(setImmediate)
      return reply.code(201).send({ ok: true })
    })
  })
  app.get('/broken', async () => {
    throw new RangeError('broken')
  })
  app.get('/hang', () => {
    sdk.logger.info('hanging')
    return new Promise(() => {})
  })
  await app.ready()
  onTestFinished(() => app.close())
  return listening(app.routing, sdk)
}

describe.each([
  ['Express', expressApp],
  ['Fastify', fastifyApp],
])('%s', (framework, start) => {
  test('one record for each request, with method, route, status, duration and sizes', async () => {
    const app = await start()
    await fetch(`${app.url}/orders/4711?page=2&token=abcdef`)
    await fetch(`${app.url}/orders`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })
    await fetch(`${app.url}/nowhere`)
    const records = (await app.until(5)).filter(({ scope }) => scope === 'http')
    expect(records).toMatchObject([
      {
        level: 'info',
        attributes: { method: 'GET', path: '/orders/4711', route: '/orders/:id', status: 200, responseBytes: 5 },
      },
      {
        level: 'info',
        attributes: { method: 'POST', path: '/orders', status: 201, requestBytes: 7, responseBytes: 11 },
      },
      { level: 'warn', attributes: { method: 'GET', path: '/nowhere', status: 404 } },
    ])
    expect(records[0]?.body).toMatch(/^GET \/orders\/4711\?page=2&token=\[redacted\] 200 after [\d.]+ ms$/)
    for (const { attributes } of records) expect(attributes?.durationMs).toBeGreaterThanOrEqual(0)
  })

  test('what is logged inside a request carries its id, also after its body and beside other requests', async () => {
    const app = await start()
    const send = async (i: number) => {
      const headers = { 'content-type': 'application/json', 'x-request-id': `id-${i}` }
      return (await fetch(`${app.url}/orders`, { method: 'POST', body: JSON.stringify({ i }), headers })).headers
    }
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send(i)))
    expect(answers.map((headers) => headers.get('x-request-id'))).toEqual(answers.map((_, i) => `id-${i}`))
    const inside = (await app.until(40)).filter(({ body }) => body === 'with body')
    expect(inside).toHaveLength(20)
    for (const { attributes } of inside) expect(attributes?.requestId).toBe(`id-${attributes?.i}`)
    app.logger.info('outside')
    expect(app.seen().at(-1)).toEqual({ level: 'info', body: 'outside' })
  })

  test('a trace goes into the records; an id that is too long or no id is replaced', async () => {
    const app = await start()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const ids: (string | null)[] = []
    for (const headers of [
      { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
      { 'x-request-id': 'x'.repeat(129) },
      { 'x-request-id': 'no id {}' },
    ] as Record<string, string>[]) {
      ids.push((await fetch(`${app.url}/orders/1`, { headers })).headers.get('x-request-id'))
    }
    expect(ids[0]).toBe(traceId)
    for (const id of ids.slice(1)) expect(id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/)
    const records = await app.until(8)
    expect(records.slice(0, 2)).toMatchObject([{ traceId }, { traceId }])
    expect(records.slice(2).map((record) => record.traceId)).toEqual(Array(6).fill(undefined))
  })

  test('a failure is an error, and a client that leaves early is a warning', async () => {
    const app = await start()
    await fetch(`${app.url}/broken`)
    const records = await app.until(framework === 'Express' ? 2 : 1)
    expect(records.at(-1)).toMatchObject({ level: 'error', attributes: { status: 500, path: '/broken' } })
    if (framework === 'Fastify') expect(records.at(-1)?.error).toMatchObject({ name: 'RangeError', message: 'broken' })
    const leaving = httpRequest(`${app.url}/hang`).on('error', () => {})
    leaving.end()
    await expect.poll(() => app.seen().at(-1)?.body).toBe('hanging')
    leaving.destroy()
    await expect
      .poll(() => app.seen().at(-1))
      .toMatchObject({
        level: 'warn',
        body: expect.stringMatching(/^GET \/hang aborted after/),
        attributes: { aborted: true, requestId: expect.any(String) },
      })
  })

  test('another header can carry the id, and some requests can be skipped', async () => {
    const app = await start({ header: 'x-correlation-id', skip: (path) => path === '/orders/health' })
    const answer = await fetch(`${app.url}/orders/health?x=1`, { headers: { 'x-correlation-id': 'mine' } })
    expect(answer.headers.get('x-correlation-id')).toBe('mine')
    await fetch(`${app.url}/orders/1`)
    expect((await app.until(3)).map(({ body }) => body.slice(0, 6))).toEqual(['inside', 'inside', 'GET /o'])
  })

  test('a logger, or a rule, that throws changes nothing for the app', async () => {
    const fail = () => {
      throw new Error('ours')
    }
    const app = await start({ skip: fail }, { log: fail } as never)
    const answer = await fetch(`${app.url}/orders/1`)
    expect([answer.status, await answer.text()]).toEqual([200, 'order'])
  })
})

test('Express: a listener of the request that is no part of a middleware keeps the id too', async () => {
  const sdk = recorded()
  const app = express()
  app.use(expressRequests(sdk.logger))
  app.post('/upload', (request: IncomingMessage, response) => {
    request.on('data', () => sdk.logger.info(currentRequestId()))
    request.on('end', () => response.end())
  })
  const { url, until } = await listening(app, sdk)
  const upload = httpRequest(`${url}/upload`, { method: 'POST', headers: { 'x-request-id': 'up' } })
  upload.write('first')
  await until(1)
  // Comes by itself, long after the middleware has returned.
  upload.end('second')
  const [first, second, request] = await until(3)
  expect([first?.body, second?.body, request?.body.slice(0, 12)]).toEqual(['up', 'up', 'POST /upload'])
  for (const record of [first, second, request]) expect(record?.attributes?.requestId).toBe('up')
  expect(currentRequestId()).toBeUndefined()
})

describe('Next', () => {
  const call = (path: string, init?: ConstructorParameters<typeof NextRequest>[1]) =>
    new NextRequest(`https://shop.example${path}`, init)

  test('a route handler gets what it got, its answer goes out, and its records carry the id', async () => {
    const { logger, seen } = recorded()
    const GET = nextRequests(logger)(async (request: NextRequest, { params }: { params: Promise<{ id: string }> }) => {
      const { id } = await params
      logger.info('inside')
      return NextResponse.json({ id, page: request.nextUrl.searchParams.get('page') }, { status: 201 })
    })
    const request = call('/api/orders/7?page=2&token=abcdef', { headers: { 'x-request-id': 'mine' } })
    const answer = await GET(request, { params: Promise.resolve({ id: '7' }) })
    expect(answer).toBeInstanceOf(NextResponse)
    expect(await answer.json()).toEqual({ id: '7', page: '2' })
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([201, 'mine'])
    expect(seen()).toMatchObject([
      { body: 'inside', attributes: { requestId: 'mine' } },
      { level: 'info', attributes: { method: 'GET', path: '/api/orders/7', status: 201, requestId: 'mine' } },
    ])
    expect(seen()[1]?.body).toMatch(/^GET \/api\/orders\/7\?page=2&token=\[redacted\] 201 after/)
  })

  test('a handler that answers at once still does, and headers that cannot be changed are copied', () => {
    const { logger, seen } = recorded()
    const answer = nextRequests(logger)(() => Response.redirect('https://shop.example/in', 307))(call('/'))
    expect(answer).toBeInstanceOf(Response)
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'https://shop.example/in'])
    expect(answer.headers.get('x-request-id')).toBe(seen()[0]?.attributes?.requestId)
    const failed = Response.error()
    expect(nextRequests(logger)(() => failed)(call('/'))).toBe(failed)
    expect(nextRequests(logger)(() => 'no response' as never)(call('/'))).toBe('no response')
  })

  test('redirect() and notFound() are answers, anything else is an error, and each is thrown on', async () => {
    const { logger, seen } = recorded()
    const thrownBy = async (handler: () => never) => {
      try {
        await nextRequests(logger)(async () => handler())(call('/x'))
      } catch (error) {
        return error
      }
      return undefined
    }
    expect(await thrownBy(() => redirect('/in'))).toMatchObject({ digest: expect.stringContaining('NEXT_REDIRECT') })
    expect(await thrownBy(() => notFound())).toMatchObject({ digest: expect.stringContaining('404') })
    const boom = new TypeError('boom')
    expect(await thrownBy(() => { throw boom })).toBe(boom) // biome-ignore format: one line
    expect(seen()).toMatchObject([
      { level: 'info', attributes: { status: 307 } },
      { level: 'warn', attributes: { status: 404 } },
      { level: 'error', attributes: { status: 500 }, error: { name: 'TypeError', message: 'boom' } },
    ])
    // Next hands it to instrumentation.ts as well, which is not told twice.
    const where = { routerKind: 'App Router', routePath: '/x', routeType: 'route' }
    logRequestErrors(logger)(boom, { path: '/x', method: 'GET', headers: {} }, where)
    expect(seen()).toHaveLength(3)
  })

  test('onRequestError records what Next caught elsewhere', () => {
    const { logger, seen } = recorded()
    const request = { path: '/cart?token=abcdef', method: 'POST', headers: { 'x-request-id': 'mine' } }
    const where = { routerKind: 'App Router', routePath: '/cart', routeType: 'render' }
    logRequestErrors(logger)(Object.assign(new Error('no'), { digest: '42' }), request, where)
    logRequestErrors(logger)('a string', request, where)
    logRequestErrors({ log: () => { throw new Error('ours') } } as never)(new Error('x'), request, where) // biome-ignore format: one line
    expect(seen()).toMatchObject([
      {
        level: 'error',
        body: 'POST /cart failed',
        scope: 'http',
        attributes: {
          method: 'POST',
          path: '/cart',
          route: '/cart',
          router: 'App Router',
          part: 'render',
          digest: '42',
          requestId: 'mine',
        },
        error: { name: 'Error', message: 'no' },
      },
      { level: 'error', error: { message: 'a string' } },
    ])
  })

  test('a request whose client has left says so', async () => {
    const { logger, seen } = recorded()
    const controller = new AbortController()
    const GET = nextRequests(logger)(async () => {
      controller.abort()
      return new Response()
    })
    await GET(call('/slow', { signal: controller.signal }))
    expect(seen()).toMatchObject([{ level: 'warn', attributes: { aborted: true } }])
  })
})
