/** Who follows which device from session to session. */
import type { ViewerGrant } from '../protocol/grants.ts'

export class Followers {
  readonly #byDevice = new Map<string, Map<string, ViewerGrant>>()

  add(deviceId: string, viewer: string, grant: ViewerGrant): void {
    const followers = this.#byDevice.get(deviceId) ?? new Map<string, ViewerGrant>()
    this.#byDevice.set(deviceId, followers.set(viewer, grant))
  }

  /** How many devices the viewer follows. */
  countOf(viewer: string): number {
    let count = 0
    for (const followers of this.#byDevice.values()) if (followers.has(viewer)) count++
    return count
  }

  follows(deviceId: string, viewer: string): boolean {
    return this.#byDevice.get(deviceId)?.has(viewer) ?? false
  }

  of(deviceId: string): Iterable<[viewer: string, grant: ViewerGrant]> {
    return this.#byDevice.get(deviceId) ?? []
  }

  remove(viewer: string): void {
    for (const [deviceId, followers] of this.#byDevice) {
      if (followers.delete(viewer) && followers.size === 0) this.#byDevice.delete(deviceId)
    }
  }
}
