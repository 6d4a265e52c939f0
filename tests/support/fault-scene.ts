/**
 * What most fault tests share: a scene of relay, proxies, devices and viewers that cleans up after itself, and final
 * checks.
 */
import { expect } from 'vitest'
import { FaultProxy, type LinkRule } from './fault-proxy.ts'
import { type Listen, RelayProcess } from './relay-process.ts'
import { CheckedDevice, CheckedViewer } from './verified-stream.ts'

// Every device listens for the end of its process, and here one process contains many devices.
process.setMaxListeners(0)

/** Everything one test has opened, closed in an order in which nothing reconnects. */
export class Scene {
  readonly #closings: (() => unknown)[] = []

  track<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closings.unshift(() => close(thing))
    return thing
  }

  async relay(listen?: Listen, execArgv?: string[]): Promise<RelayProcess> {
    return this.track(await RelayProcess.start(listen, execArgv), (relay) => relay.kill())
  }

  async proxy(target: string, rule?: LinkRule, localAddress?: string): Promise<FaultProxy> {
    return this.track(await FaultProxy.before(target, rule, localAddress), (proxy) => proxy.close())
  }

  device(server: string, options: ConstructorParameters<typeof CheckedDevice>[1] = {}): CheckedDevice {
    return this.track(new CheckedDevice(server, options), (device) => device.close())
  }

  viewer(server: string, device: CheckedDevice): CheckedViewer {
    return this.track(new CheckedViewer(server, device.logger.session), (viewer) => viewer.close())
  }

  async close(): Promise<void> {
    for (const close of this.#closings.splice(0)) await close()
  }
}

/** [I2][I3][I4][I14] Everything once, in order, with nothing lost. */
export function expectWhole(viewer: CheckedViewer, device: CheckedDevice): void {
  expect(viewer.violations).toEqual([])
  expect({ shown: viewer.shown, lost: viewer.lost }).toEqual({ shown: device.logged, lost: [] })
}

export function inScene(run: (scene: Scene) => Promise<void>): () => Promise<void> {
  return async () => {
    const scene = new Scene()
    try {
      await run(scene)
    } finally {
      await scene.close()
    }
  }
}
