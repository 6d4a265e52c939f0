/** Whether the list follows: as the log says or, right after the reader has scrolled, as the log will say a frame later. */

/** How long a wish counts while the log does not fulfill it. */
const WISH_MS = 1_000

export class FollowWish {
  #wish: { isFollowing: boolean; untilMs: number } | null = null

  want(isFollowing: boolean): void {
    this.#wish = { isFollowing, untilMs: performance.now() + WISH_MS }
  }

  isFollowing(view: { isFollowing: boolean }): boolean {
    if (this.#wish && (this.#wish.isFollowing === view.isFollowing || performance.now() > this.#wish.untilMs))
      this.#wish = null
    return this.#wish?.isFollowing ?? view.isFollowing
  }
}
