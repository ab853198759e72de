/** Shows how an application embeds the codec; kept compiling, and compared with the README. */
@NullMarked
package org.anonproxy.example;

import org.jspecify.annotations.NullMarked;
