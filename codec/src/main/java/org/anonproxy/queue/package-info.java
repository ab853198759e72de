/**
 * Hands what event loops have to say to a thread that may wait. Needs the Disruptor, which is an
 * optional dependency of this module.
 */
@NullMarked
package org.anonproxy.queue;

import org.jspecify.annotations.NullMarked;
