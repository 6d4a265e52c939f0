'use client'

/** Registers acts while the component is mounted; they may be new objects with every render. */
import { useEffect, useRef } from 'react'
import { type Action, registerActions } from './action-registry.ts'

export function useActions(actions: readonly Action[]): void {
  const slot = useRef(actions)
  useEffect(() => {
    slot.current = actions
  })
  useEffect(() => registerActions(slot), [])
}
