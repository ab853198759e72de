/** Tests both programs together, over real sockets. */
@NullMarked
package org.anonproxy.endtoend;

import org.jspecify.annotations.NullMarked;
