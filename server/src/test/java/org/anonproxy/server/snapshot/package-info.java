@NullMarked
package org.anonproxy.server.snapshot;

import org.jspecify.annotations.NullMarked;
