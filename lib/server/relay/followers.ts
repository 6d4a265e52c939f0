/** Viewers that follow a device from session to session, and the session each has reached. */
import type { ViewerGrant } from '#lib/protocol/grants.ts'

export interface Follower {
  viewer: string
  grant: ViewerGrant
  /** The session it was last turned to; null: not to any yet. */
  at: string | null
}

export class Followers {
  readonly #byDevice = new Map<string, Map<string, Follower>>()

  add(deviceId: string, viewer: string, grant: ViewerGrant): Follower {
    const followers = this.#byDevice.get(deviceId) ?? new Map<string, Follower>()
    const follower = { viewer, grant, at: null }
    this.#byDevice.set(deviceId, followers.set(viewer, follower))
    return follower
  }

  /** Number of devices that the viewer follows. */
  countOf(viewer: string): number {
    let count = 0
    for (const followers of this.#byDevice.values()) if (followers.has(viewer)) count++
    return count
  }

  follows(deviceId: string, viewer: string): boolean {
    return this.#byDevice.get(deviceId)?.has(viewer) ?? false
  }

  of(deviceId: string): Iterable<Follower> {
    return this.#byDevice.get(deviceId)?.values() ?? []
  }

  /** The viewer follows this device no longer. */
  leave(deviceId: string, viewer: string): void {
    const followers = this.#byDevice.get(deviceId)
    if (followers?.delete(viewer) && followers.size === 0) this.#byDevice.delete(deviceId)
  }

  remove(viewer: string): void {
    for (const [deviceId, followers] of this.#byDevice) {
      if (followers.delete(viewer) && followers.size === 0) this.#byDevice.delete(deviceId)
    }
  }
}
